// SPDX-License-Identifier: GPL-2.0-only
// step: file.f_vfsmnt=absent
// since: 2.6.20
// reason: a file's place is a path
// words: f_vfsmnt

@@
struct file *file;
@@
-file->f_vfsmnt
+file->f_path.mnt
