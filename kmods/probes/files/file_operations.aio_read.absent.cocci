// SPDX-License-Identifier: GPL-2.0-only
// step: file_operations.aio_read=absent
// since: 4.1, commit 8436318205b9
// reason: read_iter and write_iter serve all kinds of reads and writes
// words: aio_read aio_write

@reads@
identifier table, f;
@@
+/* nlmatrix port: .read_iter and .write_iter (iocb, iter) instead of .aio_read and .aio_write: copy_to_iter() and copy_from_iter() copy, iocb->ki_pos is where */
 struct file_operations table = {
 	.aio_read = f,
 };

@depends on !reads@
identifier table, f;
@@
+/* nlmatrix port: .read_iter and .write_iter (iocb, iter) instead of .aio_read and .aio_write: copy_to_iter() and copy_from_iter() copy, iocb->ki_pos is where */
 struct file_operations table = {
 	.aio_write = f,
 };
