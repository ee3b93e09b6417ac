// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <linux/elevator.h>
#include <linux/blkdev.h>

static struct gendisk *own_disk;
