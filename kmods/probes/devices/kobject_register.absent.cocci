// SPDX-License-Identifier: GPL-2.0-only
// step: kobject_register=absent
// since: 2.6.25
// reason: a kobject gets its type and its name when it is initialised
// words: kobject_register kobject_unregister

@@
expression kobject, kind;
expression list name;
@@
-kobject_set_name(&kobject, name);
 ... when != kobject
-kobject.ktype = &kind;
 ...
-kobject_register(&kobject)
+kobject_init_and_add(&kobject, &kind, NULL, name)

@@
expression kobject, kind;
expression list name;
@@
-kobject.ktype = &kind;
 ... when != kobject
-kobject_set_name(&kobject, name);
 ...
-kobject_register(&kobject)
+kobject_init_and_add(&kobject, &kind, NULL, name)

@@
expression kobject;
@@
-kobject_unregister(kobject);
+kobject_del(kobject);
+kobject_put(kobject);
