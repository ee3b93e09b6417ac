// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <linux/genhd.h>

static struct gendisk *own_disk;
