// SPDX-License-Identifier: GPL-2.0-only
// step: PDE_DATA=absent
// since: 5.17
// reason: a function now has a function's name
// words: PDE_DATA

@@
expression list arguments;
@@
-PDE_DATA(arguments)
+pde_data(arguments)
