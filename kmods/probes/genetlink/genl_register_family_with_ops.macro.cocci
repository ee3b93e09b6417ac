// SPDX-License-Identifier: GPL-2.0-only
// step: genl_register_family_with_ops=macro
// since: 3.13
// reason: the array itself says how many operations it has

@@
expression family, table;
@@
 genl_register_family_with_ops(family,
-	table, \(ARRAY_SIZE(table)\|sizeof(table) / sizeof(table[0])\|sizeof(table) / sizeof(*table)\|sizeof(table) / sizeof(struct genl_ops)\)
+	table
 )
