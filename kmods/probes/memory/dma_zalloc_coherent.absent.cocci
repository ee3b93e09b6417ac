// SPDX-License-Identifier: GPL-2.0-only
// step: dma_zalloc_coherent=absent
// since: 5.0
// reason: dma_alloc_coherent() returns cleared memory
// words: dma_zalloc_coherent

@@
expression list arguments;
@@
-dma_zalloc_coherent(arguments)
+dma_alloc_coherent(arguments)
