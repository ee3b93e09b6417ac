// SPDX-License-Identifier: GPL-2.0-only
// step: class.devnode=const
// since: 6.2, commit ff62b8e6588f
// reason: naming a node, or adding to an event, does not change the device
// words: devnode dev_uevent

@@
typedef umode_t, mode_t;
identifier f, dev, mode;
@@
 char *f(
-	struct device *dev, mode_t *mode
+	struct device *dev, umode_t *mode
 )
 { ... }

@in_struct@
identifier tag =~ "^class$";
identifier variable, f;
@@
 struct tag variable = { .devnode = f, };

@ disable optional_qualifier@
identifier in_struct.f, dev, mode;
@@
 char *f(
-	struct device *dev
+	const struct device *dev
 , umode_t *mode)
 { ... }

@assigned@
expression E;
identifier f;
@@
 E->devnode = f;

@ disable optional_qualifier@
identifier assigned.f, dev, mode;
@@
 char *f(
-	struct device *dev
+	const struct device *dev
 , umode_t *mode)
 { ... }

@event_in_struct@
identifier tag =~ "^class$";
identifier variable, f;
@@
 struct tag variable = { .dev_uevent = f, };

@ disable optional_qualifier@
identifier event_in_struct.f, dev, env;
@@
 int f(
-	struct device *dev
+	const struct device *dev
 , struct kobj_uevent_env *env)
 { ... }

@event_assigned@
expression E;
identifier f;
@@
 E->dev_uevent = f;

@ disable optional_qualifier@
identifier event_assigned.f, dev, env;
@@
 int f(
-	struct device *dev
+	const struct device *dev
 , struct kobj_uevent_env *env)
 { ... }
