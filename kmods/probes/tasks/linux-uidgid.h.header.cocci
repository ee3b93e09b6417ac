// SPDX-License-Identifier: GPL-2.0-only
// step: linux/uidgid.h=header
// since: 3.9
// reason: user ids depend on the user namespace; as before, the number is that of the initial one
// include: linux/uidgid.h
// include: linux/user_namespace.h
// words: cred current_cred current_uid current_euid current_suid current_fsuid current_gid current_egid current_fsgid
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

@@
expression E;
identifier id = {uid, euid, suid, fsuid};
@@
(
 from_kuid(E, current->cred->id)
|
 current->cred->id.val
|
-current->cred->id
+from_kuid(&init_user_ns, current->cred->id)
)

@@
expression E;
identifier id = {uid, euid, suid, fsuid};
@@
(
 from_kuid(E, current_cred()->id)
|
 current_cred()->id.val
|
-current_cred()->id
+from_kuid(&init_user_ns, current_cred()->id)
)

@@
expression E;
identifier id = {gid, egid, sgid, fsgid};
@@
(
 from_kgid(E, current->cred->id)
|
 current->cred->id.val
|
-current->cred->id
+from_kgid(&init_user_ns, current->cred->id)
)
