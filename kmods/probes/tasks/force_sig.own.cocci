// SPDX-License-Identifier: GPL-2.0-only
// step: force_sig=own
// since: 5.3
// reason: a signal can only be forced on the current task

@@
expression signal;
@@
-force_sig(signal, current)
+force_sig(signal)

@@
expression task;
@@
-force_sig(SIGSTOP, task)
+send_sig(SIGSTOP, task, 1)

@@
expression task;
@@
-force_sig(SIGKILL, task)
+send_sig(SIGKILL, task, 1)

@@
expression task;
@@
-force_sig(SIGCONT, task)
+send_sig(SIGCONT, task, 1)

// Whether a task blocks, ignores or handles any other one was no matter, and is to send_sig().
@@
expression signal, task;
@@
+/* nlmatrix port: another task can ignore, block or handle this signal from 5.3 on: send_sig(signal, task, 1) */
 force_sig(signal, task);
