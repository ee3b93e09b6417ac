// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <asm/system.h>

static int own;
