// SPDX-License-Identifier: GPL-2.0-only
// step: genl_register_family_with_ops_groups=absent
// since: 4.10
// reason: operations and groups are in the family

@@
identifier family, table, groups;
expression result;
@@
+family.module = THIS_MODULE;
+family.ops = table;
+family.n_ops = ARRAY_SIZE(table);
+family.mcgrps = groups;
+family.n_mcgrps = ARRAY_SIZE(groups);
-result = genl_register_family_with_ops_groups(&family, table, groups);
+result = genl_register_family(&family);
