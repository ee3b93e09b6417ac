// SPDX-License-Identifier: GPL-2.0-only
// step: get_fs=absent
// since: 5.10, commit 47058bb54b57
// reason: kernel_read() and kernel_write() take kernel memory, so the address limit need not be switched
// include: linux/fs.h
// words: set_fs get_fs

@switched@
expression E;
@@
 set_fs(E)

@depends on switched@
expression file, count, position;
expression buffer;
type T;
@@
(
-vfs_read(file, (T)buffer, count, position)
+kernel_read(file, (void *)buffer, count, position)
|
-vfs_read(file, buffer, count, position)
+kernel_read(file, buffer, count, position)
|
-vfs_write(file, (T)buffer, count, position)
+kernel_write(file, (void *)buffer, count, position)
|
-vfs_write(file, buffer, count, position)
+kernel_write(file, buffer, count, position)
|
-file->f_op->read(file, (T)buffer, count, position)
+kernel_read(file, (void *)buffer, count, position)
|
-file->f_op->read(file, buffer, count, position)
+kernel_read(file, buffer, count, position)
|
-file->f_op->write(file, (T)buffer, count, position)
+kernel_write(file, (void *)buffer, count, position)
|
-file->f_op->write(file, buffer, count, position)
+kernel_write(file, buffer, count, position)
)

// What still goes to a caller's function would now be refused: such a function keeps what it has.
@left@
identifier fn;
identifier user = {sock_sendmsg, sock_recvmsg, sys_open, sys_read, sys_write, sys_close, sys_lseek, copy_to_user, copy_from_user, vfs_ioctl, sys_ioctl, sys_unlink};
@@
 fn(...)
 {
 	<+...
 	user(...)
 	...+>
 }

@@
identifier left.fn;
typedef mm_segment_t, kept_mm_segment_t;
@@
 fn(...)
 {
 	<...
(
-	set_fs
+	kept_set_fs
|
-	get_fs
+	kept_get_fs
)
 	...>
 }

@@
identifier left.fn, saved;
typedef mm_segment_t, kept_mm_segment_t;
@@
 fn(...)
 {
 	<...
(
-	mm_segment_t saved;
+	kept_mm_segment_t saved;
|
-	mm_segment_t saved = kept_get_fs();
+	kept_mm_segment_t saved = kept_get_fs();
)
 	...>
 }

@@
expression E;
@@
-set_fs(E);

@@
typedef mm_segment_t;
identifier saved;
@@
(
-mm_segment_t saved = get_fs();
|
-mm_segment_t saved;
|
-mm_segment_t saved = { ... };
)

@@
expression saved;
@@
-saved = get_fs();

@@
typedef mm_segment_t, kept_mm_segment_t;
@@
-kept_mm_segment_t
+mm_segment_t

@@
@@
-kept_get_fs
+get_fs

@@
expression E;
@@
+/* nlmatrix port: no address space can be switched from 5.10 on: call what takes memory of the kernel */
-kept_set_fs(E);
+set_fs(E);
