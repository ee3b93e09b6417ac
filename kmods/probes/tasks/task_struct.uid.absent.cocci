// SPDX-License-Identifier: GPL-2.0-only
// step: task_struct.uid=absent
// since: 2.6.29
// reason: a task's ids are in its credentials
// include: linux/cred.h
// words: uid euid suid fsuid gid egid fsgid

@@
@@
(
-current->uid
+current_uid()
|
-current->euid
+current_euid()
|
-current->suid
+current_suid()
|
-current->fsuid
+current_fsuid()
|
-current->gid
+current_gid()
|
-current->egid
+current_egid()
|
-current->fsgid
+current_fsgid()
)
