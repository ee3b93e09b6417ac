// SPDX-License-Identifier: GPL-2.0-only
// step: kobj_type.default_attrs=absent
// since: 5.18
// reason: attributes come in groups
// words: default_attrs

@has@
identifier type, attributes;
fresh identifier group = attributes ## "_group";
fresh identifier groups = attributes ## "_groups";
@@
+static const struct attribute_group group = {
+	.attrs = attributes,
+};
+
+static const struct attribute_group *groups[] = {
+	&group,
+	NULL,
+};
+
 struct kobj_type type = {
-	.default_attrs = attributes,
+	.default_groups = groups,
 };
