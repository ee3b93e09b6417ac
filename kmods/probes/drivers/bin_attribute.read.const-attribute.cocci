// SPDX-License-Identifier: GPL-2.0-only
// step: bin_attribute.read=const-attribute
// since: 6.17
// reason: the functions of a binary attribute do not change it
// words: bin_attribute

@ disable optional_qualifier@
identifier f, filp, kobj, attr, buffer, offset, size;
@@
 ssize_t f(struct file *filp, struct kobject *kobj,
-	struct bin_attribute *attr
+	const struct bin_attribute *attr
 	, char *buffer, loff_t offset, size_t size)
 { ... }

@ disable optional_qualifier@
identifier table;
@@
-struct bin_attribute *table[]
+const struct bin_attribute *const table[]
 = { ... };
