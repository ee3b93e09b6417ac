// SPDX-License-Identifier: GPL-2.0-only
// step: get_fs=absent
// since: 5.10, commit 47058bb54b57
// reason: kernel_read() and kernel_write() take memory of the kernel; no address space is to be switched for it
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

// What still goes to a caller's function would now be refused.
@left@
identifier user = {sock_sendmsg, sock_recvmsg, sys_open, sys_read, sys_write, sys_close, sys_lseek, copy_to_user, copy_from_user, vfs_ioctl, sys_ioctl, sys_unlink};
@@
 user(...)

@depends on !left@
expression E;
@@
-set_fs(E);

@depends on !left@
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

@depends on !left@
expression saved;
@@
-saved = get_fs();

@depends on left@
expression E;
@@
+/* nlmatrix port: no address space can be switched from 5.10 on: call what takes memory of the kernel */
 set_fs(E);
