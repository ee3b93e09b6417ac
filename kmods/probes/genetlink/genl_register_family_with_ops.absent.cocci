// SPDX-License-Identifier: GPL-2.0-only
// step: genl_register_family_with_ops=absent
// since: 4.10
// reason: operations are in the family

@@
identifier family, table;
expression result;
statement S;
@@
(
+family.module = THIS_MODULE;
+family.ops = table;
+family.n_ops = ARRAY_SIZE(table);
-result = genl_register_family_with_ops(&family, table);
+result = genl_register_family(&family);
|
+family.module = THIS_MODULE;
+family.ops = table;
+family.n_ops = ARRAY_SIZE(table);
-return genl_register_family_with_ops(&family, table);
+return genl_register_family(&family);
|
+family.module = THIS_MODULE;
+family.ops = table;
+family.n_ops = ARRAY_SIZE(table);
 if (
-	genl_register_family_with_ops(&family, table)
+	genl_register_family(&family)
 	) S
|
+family.module = THIS_MODULE;
+family.ops = table;
+family.n_ops = ARRAY_SIZE(table);
 if (
-	genl_register_family_with_ops(&family, table) != 0
+	genl_register_family(&family) != 0
 	) S
|
+family.module = THIS_MODULE;
+family.ops = table;
+family.n_ops = ARRAY_SIZE(table);
 if (
-	genl_register_family_with_ops(&family, table) < 0
+	genl_register_family(&family) < 0
 	) S
)
