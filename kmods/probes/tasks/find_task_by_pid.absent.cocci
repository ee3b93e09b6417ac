// SPDX-License-Identifier: GPL-2.0-only
// step: find_task_by_pid=absent
// since: 2.6.27
// reason: a PID belongs to a PID namespace

@@
expression number;
@@
-find_task_by_pid(number)
+pid_task(find_vpid(number), PIDTYPE_PID)
