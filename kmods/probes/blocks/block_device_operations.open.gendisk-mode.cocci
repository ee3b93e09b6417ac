// SPDX-License-Identifier: GPL-2.0-only
// step: block_device_operations.open=gendisk-mode
// since: 6.5, commit d32e2bf83791
// reason: the disk is opened, with a mode specific to block devices
// words: block_device_operations

@opens@
identifier ops, f;
@@
 struct block_device_operations ops = { .open = f, };

@changed@
identifier opens.f, bdev, mode;
@@
-int f(struct block_device *bdev, fmode_t mode)
+int f(struct gendisk *opened, blk_mode_t mode)
 { ... }

@@
identifier opens.f, changed.bdev;
@@
 f(...)
 {
	<...
(
-	bdev->bd_disk
+	opened
|
-	bdev
+	opened->part0
)
	...>
 }

@depends on changed@
identifier opens.f;
@@
 f(...)
 {
	<...
(
-	FMODE_READ
+	BLK_OPEN_READ
|
-	FMODE_WRITE
+	BLK_OPEN_WRITE
|
-	FMODE_EXCL
+	BLK_OPEN_EXCL
)
	...>
 }
