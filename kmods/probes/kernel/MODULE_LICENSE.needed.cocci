// SPDX-License-Identifier: GPL-2.0-only
// step: MODULE_LICENSE=needed
// since: 5.8, commit 1d6cd3929360
// reason: modpost wants to know; a module that did not say was taken for a proprietary one
// words: module_init init_module
// probe: none, as modpost asks for it

@said@
declarer name MODULE_LICENSE;
expression license;
@@
 MODULE_LICENSE(license);

@depends on !said@
declarer name MODULE_LICENSE;
declarer name module_init;
identifier f;
@@
 module_init(f);
+/* nlmatrix port: no license was said, which always meant this one: say yours */
+MODULE_LICENSE("Proprietary");

@depends on !said@
declarer name MODULE_LICENSE;
@@
 int init_module(void) { ... }
+/* nlmatrix port: no license was said, which always meant this one: say yours */
+MODULE_LICENSE("Proprietary");
