// SPDX-License-Identifier: GPL-2.0-only
static struct genl_family own_family = {
	.id = GENL_ID_GENERATE,
	.name = "own",
};
