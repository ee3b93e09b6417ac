// SPDX-License-Identifier: GPL-2.0-only
// step: daemonize=absent
// since: 3.9
// reason: a thread that kthreadd creates inherits nothing from a process that it would have to release

@@
@@
-daemonize(...);
