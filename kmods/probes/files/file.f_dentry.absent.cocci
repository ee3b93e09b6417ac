// SPDX-License-Identifier: GPL-2.0-only
// step: file.f_dentry=absent
// since: 2.6.20
// reason: a file has a path: a dentry and a mount

@@
struct file *file;
@@
-file->f_dentry
+file->f_path.dentry
