// SPDX-License-Identifier: GPL-2.0-only
// step: daemonize=absent
// since: 3.9
// reason: a thread that kthreadd makes has nothing of a process to give up

@@
@@
-daemonize(...);
