// SPDX-License-Identifier: GPL-2.0-only
// step: class.dev_attrs=absent
// since: 3.16
// reason: attributes come in groups
// words: dev_attrs

@@
identifier tag =~ "^class$";
identifier name, table;
@@
+/* nlmatrix port: .dev_groups takes an array of attribute groups, whose attributes are those of this table */
 struct tag name = {
 	.dev_attrs = table,
 };
