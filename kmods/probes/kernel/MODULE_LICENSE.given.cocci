// SPDX-License-Identifier: GPL-2.0-only
// step: MODULE_LICENSE=given
// since: 5.8, commit 1d6cd3929360
// reason: a module has to declare its licence; one that did not counted as proprietary, and still does
// words: module_init init_module
// probe: none, as it is modpost that asks for it

@licensed@
declarer name MODULE_LICENSE;
expression licence;
@@
 MODULE_LICENSE(licence);

// A header of the project's, which need not lie here, may have it.
@headed@
@@
 #include "..."

@made depends on !licensed && !headed@
declarer name module_init, MODULE_LICENSE;
identifier begin;
@@
 module_init(begin);
+/* nlmatrix port: no licence was given, and that counted as proprietary: say which it is */
+MODULE_LICENSE("Proprietary");

@depends on !licensed && !headed && !made@
declarer name MODULE_LICENSE;
identifier begin = init_module;
type T;
@@
 T begin(...) { ... }
+
+/* nlmatrix port: no licence was given, and that counted as proprietary: say which it is */
+MODULE_LICENSE("Proprietary");
