// SPDX-License-Identifier: GPL-2.0-only
// step: probe_kernel_read=absent
// since: 5.8
// reason: its name says that it does not fault
// words: probe_kernel_read

@@
expression list arguments;
@@
-probe_kernel_read(arguments)
+copy_from_kernel_nofault(arguments)
