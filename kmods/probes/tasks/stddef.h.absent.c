// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <stddef.h>

static int own;
