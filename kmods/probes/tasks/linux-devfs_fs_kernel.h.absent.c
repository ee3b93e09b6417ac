// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <linux/devfs_fs_kernel.h>

int x;
