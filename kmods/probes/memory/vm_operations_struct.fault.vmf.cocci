// SPDX-License-Identifier: GPL-2.0-only
// step: vm_operations_struct.fault=vmf
// since: 4.11, commit 11bac8000449
// reason: the area is in the description of the fault
// words: vm_operations_struct

@table@
identifier ops, f;
@@
 struct vm_operations_struct ops = { .fault = f, };

@given@
identifier table.f, area, vmf;
@@
 f(
-	struct vm_area_struct *area,
 	struct vm_fault *vmf)
 {
+	struct vm_area_struct *area = vmf->vma;
 	...
 }
