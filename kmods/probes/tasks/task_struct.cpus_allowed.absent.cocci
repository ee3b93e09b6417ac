// SPDX-License-Identifier: GPL-2.0-only
// step: task_struct.cpus_allowed=absent
// since: 5.3
// reason: which processors a task may use is read by a pointer, and was a mask of its own before
// words: cpus_allowed

@@
struct task_struct *task;
@@
-task->cpus_allowed
+task->cpus_mask

@@
@@
-current->cpus_allowed
+current->cpus_mask
