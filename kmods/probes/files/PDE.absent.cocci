// SPDX-License-Identifier: GPL-2.0-only
// step: PDE=absent
// since: 3.10
// reason: an entry of /proc is private; its data is not

@@
expression E;
@@
-PDE(E)->data
+PDE_DATA(E)
