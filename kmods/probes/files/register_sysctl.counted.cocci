// SPDX-License-Identifier: GPL-2.0-only
// step: register_sysctl=counted
// since: 6.9
// reason: tables of sysctl are counted, and have no end of their own any more
// words: register_sysctl register_net_sysctl
// counted: struct ctl_table
// has: ctl_table
// probe: none, as only a kernel that is given an end says so (fs/proc/proc_sysctl.c: taken in 6.8.1, not in 6.14)

// What is empty is found as text, as an empty initializer is part of any other here; this is what no source has.
@@
@@
-end_of_own_table();
