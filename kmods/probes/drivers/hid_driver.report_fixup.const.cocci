// SPDX-License-Identifier: GPL-2.0-only
// step: hid_driver.report_fixup=const
// since: 6.12
// reason: a fixed descriptor may be a constant table
// words: hid_driver

@table@
identifier driver, f;
@@
 struct hid_driver driver = { .report_fixup = f, };

@ disable optional_qualifier@
identifier table.f;
typedef __u8;
@@
-__u8 *f
+const __u8 *f
 (...) { ... }
