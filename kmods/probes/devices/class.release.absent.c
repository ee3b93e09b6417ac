// SPDX-License-Identifier: GPL-2.0-only
static struct class own = {
	.name = "own",
	.release = let_go,
};
