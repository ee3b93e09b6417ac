// SPDX-License-Identifier: GPL-2.0-only
// step: linux/uidgid.h=header
// since: 3.9
// reason: who somebody is depends on the user namespace; as before, the first one's number
// include: linux/uidgid.h
// include: linux/user_namespace.h
// words: current_uid current_euid current_suid current_fsuid current_gid current_egid current_fsgid
// when: older

@@
identifier who = {current_uid, current_euid, current_suid, current_fsuid};
@@
-who()
+from_kuid(&init_user_ns, who())

@@
identifier who = {current_gid, current_egid, current_fsgid};
@@
-who()
+from_kgid(&init_user_ns, who())
