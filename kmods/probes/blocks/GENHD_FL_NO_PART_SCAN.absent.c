// SPDX-License-Identifier: GPL-2.0-only
static void own_describe(struct gendisk *disk)
{
	disk->flags |= GENHD_FL_NO_PART_SCAN;
}
