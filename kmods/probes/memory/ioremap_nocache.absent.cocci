// SPDX-License-Identifier: GPL-2.0-only
// step: ioremap_nocache=absent
// since: 5.6
// reason: ioremap() is uncached on every architecture
// include: linux/io.h

@@
expression offset, size;
@@
-ioremap_nocache(offset, size)
+ioremap(offset, size)
