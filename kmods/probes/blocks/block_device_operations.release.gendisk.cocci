// SPDX-License-Identifier: GPL-2.0-only
// step: block_device_operations.release=gendisk
// since: 6.5, commit ae220766d87c
// reason: it no longer gets the mode
// words: block_device_operations

@releases@
identifier ops, f;
@@
 struct block_device_operations ops = { .release = f, };

@@
identifier releases.f, disk, mode;
@@
 void f(struct gendisk *disk
-	, fmode_t mode
 )
 {
	... when != mode
 }
