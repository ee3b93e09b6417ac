// SPDX-License-Identifier: GPL-2.0-only
// step: genl_info.snd_portid=snd-portid
// since: 3.7
// reason: it is a port, not a process: called snd_portid
// words: snd_pid

@@
struct genl_info *info;
@@
-info->snd_pid
+info->snd_portid

@@
struct genl_info info;
@@
-info.snd_pid
+info.snd_portid
