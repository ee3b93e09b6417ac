// SPDX-License-Identifier: GPL-2.0-only
// step: genl_register_ops=absent
// since: 3.13
// reason: a family has its operations from the start, and is unregistered together with them

// A declaration's value is a statement of its own, so that something can stand before it.
@declared@
identifier result, f, family;
@@
 f(...)
 {
 	...
-	int result = genl_register_family(&family);
+	int result;
 	... when any
 }

@after@
identifier declared.result, declared.f, declared.family;
declaration D;
statement S;
@@
 f(...)
 {
 	int result;
 	...
 	D
+	result = genl_register_family(&family);
 	S
 	... when any
 }

@depends on !after@
identifier declared.result, declared.f, declared.family;
statement S;
@@
 f(...)
 {
 	int result;
+	result = genl_register_family(&family);
 	S
 	... when any
 }


// An array of operations, registered in a loop.
@array@
identifier family, table;
expression i;
@@
 genl_register_ops(&family, &table[i])

@@
identifier array.family;
expression result;
statement S;
@@
(
+before(&family);
 result = genl_register_family(&family);
|
+before(&family);
 if (\(genl_register_family(&family)\|genl_register_family(&family) < 0\|genl_register_family(&family) != 0\|(result = genl_register_family(&family))\|(result = genl_register_family(&family)) < 0\|(result = genl_register_family(&family)) != 0\)) S
|
+before(&family);
 return genl_register_family(&family);
)

@@
identifier array.family, array.table;
@@
-before(&family);
+family.module = THIS_MODULE;
+family.ops = table;
+family.n_ops = ARRAY_SIZE(table);

@@
identifier array.family, array.table;
@@
-for (...; ...; ...) {
-	<+...
-	genl_register_ops(&family, &table[...])
-	...+>
-}

@@
identifier array.family, array.table;
@@
-for (...; ...; ...) {
-	<+...
-	genl_unregister_ops(&family, &table[...])
-	...+>
-}

// Operations that stand alone: several are put into an array. A command is a byte: there are no more.
@single@
identifier family, operation;
@@
 genl_register_ops(&family, &operation)

@@
identifier single.family;
expression result;
statement S;
@@
(
+before(&family);
 result = genl_register_family(&family);
|
+before(&family);
 if (\(genl_register_family(&family)\|genl_register_family(&family) < 0\|genl_register_family(&family) != 0\|(result = genl_register_family(&family))\|(result = genl_register_family(&family)) < 0\|(result = genl_register_family(&family)) != 0\)) S
|
+before(&family);
 return genl_register_family(&family);
)

@several exists@
identifier single.family, one, other;
@@
 genl_register_ops(&family, &one)
 ... when any
 genl_register_ops(&family, &other)

@placed depends on several@
identifier f, single.family;
fresh identifier table = family ## "_op_table";
@@
++static struct genl_ops table[256];
++
 f(...)
 {
 	<+...
 	genl_register_family(&family)
 	...+>
 }

@@
identifier placed.table, single.family, single.operation;
@@
 before(&family);
++table[family.n_ops++] = operation;

@@
identifier placed.table, single.family;
@@
-before(&family);
+family.module = THIS_MODULE;
+family.ops = table;

@@
identifier single.family, single.operation;
@@
-before(&family);
+family.module = THIS_MODULE;
+family.ops = &operation;
+family.n_ops = 1;

@@
identifier single.family, single.operation;
expression result;
statement S;
@@
(
-result = genl_register_ops(&family, &operation);
-if (\(result\|result < 0\|result != 0\)) S
|
-result = genl_register_ops(&family, &operation);
|
-if (\(genl_register_ops(&family, &operation)\|genl_register_ops(&family, &operation) < 0\|genl_register_ops(&family, &operation) != 0\|(result = genl_register_ops(&family, &operation))\|(result = genl_register_ops(&family, &operation)) < 0\|(result = genl_register_ops(&family, &operation)) != 0\)) S
|
-return genl_register_ops(&family, &operation);
+return 0;
|
-genl_register_ops(&family, &operation);
)

@@
identifier single.family, single.operation;
expression result;
statement S;
@@
(
-result = genl_unregister_ops(&family, &operation);
-if (\(result\|result < 0\|result != 0\)) S
|
-result = genl_unregister_ops(&family, &operation);
|
-if (\(genl_unregister_ops(&family, &operation)\|genl_unregister_ops(&family, &operation) < 0\|genl_unregister_ops(&family, &operation) != 0\|(result = genl_unregister_ops(&family, &operation))\|(result = genl_unregister_ops(&family, &operation)) < 0\|(result = genl_unregister_ops(&family, &operation)) != 0\)) S
|
-return genl_unregister_ops(&family, &operation);
+return 0;
|
-genl_unregister_ops(&family, &operation);
)

// A family gives up its operations with itself, wherever it had them from.
@unregistering@
identifier family, table;
@@
 genl_unregister_ops(&family, &table[...])

@@
identifier unregistering.family, unregistering.table;
@@
-for (...; ...; ...) {
-	<+...
-	genl_unregister_ops(&family, &table[...])
-	...+>
-}

@@
expression family, operation, result;
@@
(
-result = genl_unregister_ops(family, operation);
+result = 0;
|
-genl_unregister_ops(family, operation);
|
-genl_unregister_ops(family, operation)
+0
)
