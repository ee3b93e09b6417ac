// SPDX-License-Identifier: GPL-2.0-only
// step: init_module=macro
// since: 6.15, commit 4fab2d7628dd
// reason: if indirect calls are tracked, init_module() is only found through module_init()
// include: linux/init.h
// words: init_module cleanup_module
// probe: none, as objtool says it, and no header

@begins@
identifier f = init_module;
@@
-int f(
+static int begin_module(
 void) { ... }

// The parameters left out.
@begins_bare@
identifier f = init_module;
@@
-int f()
+static int begin_module(void)
 { ... }

@ends@
identifier f = cleanup_module;
@@
-void f(
+static void end_module(
 void) { ... }

@ends_bare@
identifier f = cleanup_module;
@@
-void f()
+static void end_module(void)
 { ... }

@depends on begins || begins_bare@
@@
 int begin_module(void) { ... }
+module_init(begin_module);

@depends on ends || ends_bare@
@@
 void end_module(void) { ... }
+module_exit(end_module);
