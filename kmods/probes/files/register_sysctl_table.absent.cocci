// SPDX-License-Identifier: GPL-2.0-only
// step: register_sysctl_table=absent
// since: 6.5
// reason: a table is registered by the path of its folder

@named@
identifier root, leaf;
expression path;
@@
 struct ctl_table root[] = { { .procname = path, .child = leaf, }, ... };

@deeper@
identifier named.leaf;
expression deep;
@@
 struct ctl_table leaf[] = { { .child = deep, }, ... };

@registered depends on !deeper@
identifier named.root, named.leaf;
expression named.path;
@@
-register_sysctl_table(root)
+register_sysctl(path, leaf)

@depends on registered@
identifier named.root;
@@
-struct ctl_table root[] = { ... };
