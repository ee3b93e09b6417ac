// SPDX-License-Identifier: GPL-2.0-only
// step: kill_proc=absent
// since: 2.6.27
// reason: a PID belongs to a PID namespace

@@
expression number, signal, private;
@@
-kill_proc(number, signal, private)
+kill_pid(find_vpid(number), signal, private)
