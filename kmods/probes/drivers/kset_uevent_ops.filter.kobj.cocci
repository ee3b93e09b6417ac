// SPDX-License-Identifier: GPL-2.0-only
// step: kset_uevent_ops.filter=kobj
// since: 5.17, commit cf6299b1d006
// reason: the object knows its set
// words: kset_uevent_ops

@filter@
identifier ops, f;
@@
 struct kset_uevent_ops ops = { .filter = f, };

@@
identifier filter.f, kset, kobj;
@@
 int f(
-	struct kset *kset, struct kobject *kobj
+	struct kobject *kobj
 )
 {
 	... when != kset
 }

@@
identifier filter.f, kset, kobj;
@@
 int f(
-	struct kset *kset, struct kobject *kobj
+	struct kobject *kobj
 )
 {
+	struct kset *kset = kobj->kset;
 	...
 }

@named@
identifier ops, f;
@@
 struct kset_uevent_ops ops = { .name = f, };

@@
identifier named.f, kset, kobj;
@@
 const char *f(
-	struct kset *kset, struct kobject *kobj
+	struct kobject *kobj
 )
 {
 	... when != kset
 }

@@
identifier named.f, kset, kobj;
@@
 const char *f(
-	struct kset *kset, struct kobject *kobj
+	struct kobject *kobj
 )
 {
+	struct kset *kset = kobj->kset;
 	...
 }

@uevent@
identifier ops, f;
@@
 struct kset_uevent_ops ops = { .uevent = f, };

@@
identifier uevent.f, kset, kobj, env;
@@
 int f(
-	struct kset *kset, struct kobject *kobj
+	struct kobject *kobj
 , struct kobj_uevent_env *env)
 {
 	... when != kset
 }

@@
identifier uevent.f, kset, kobj, env;
@@
 int f(
-	struct kset *kset, struct kobject *kobj
+	struct kobject *kobj
 , struct kobj_uevent_env *env)
 {
+	struct kset *kset = kobj->kset;
 	...
 }
