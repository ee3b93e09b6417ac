// SPDX-License-Identifier: GPL-2.0-only
/* A family that asks for a free id. */
#include <linux/module.h>
#include <net/genetlink.h>

struct genl_family diagnosis_family = {
	.id = GENL_ID_GENERATE,
	.name = "DIAGNOSIS",
};

MODULE_LICENSE("GPL");
