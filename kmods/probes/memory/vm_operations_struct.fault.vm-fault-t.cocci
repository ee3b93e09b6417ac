// SPDX-License-Identifier: GPL-2.0-only
// step: vm_operations_struct.fault=vm-fault-t
// since: 5.1, commit 3d3539018d2c
// reason: the result of a fault is not an errno
// words: vm_operations_struct

@table@
identifier ops, f;
@@
 struct vm_operations_struct ops = { .fault = f, };

@@
typedef vm_fault_t;
identifier table.f, vmf;
@@
-int f(struct vm_fault *vmf)
+vm_fault_t f(struct vm_fault *vmf)
 { ... }

@@
typedef vm_fault_t;
identifier table.f, vmf;
@@
-int f(struct vm_fault *vmf);
+vm_fault_t f(struct vm_fault *vmf);
