// SPDX-License-Identifier: GPL-2.0-only
// step: pci_set_dma_mask=absent
// since: 5.18, commit 7968778914e5
// reason: DMA memory is not specific to PCI
// include: linux/dma-mapping.h
// words: pci_set_dma_mask pci_set_consistent_dma_mask pci_alloc_consistent pci_zalloc_consistent pci_free_consistent pci_map_single
// words: pci_unmap_single pci_map_page pci_unmap_page pci_map_sg pci_unmap_sg pci_dma_sync_single_for_cpu
// words: pci_dma_sync_single_for_device pci_dma_mapping_error PCI_DMA_TODEVICE PCI_DMA_FROMDEVICE PCI_DMA_BIDIRECTIONAL PCI_DMA_NONE

@@
expression device, mask;
@@
-pci_set_dma_mask(device, mask)
+dma_set_mask(&device->dev, mask)

@@
expression device, mask;
@@
-pci_set_consistent_dma_mask(device, mask)
+dma_set_coherent_mask(&device->dev, mask)

@@
expression device, size, handle;
@@
-pci_alloc_consistent(device, size, handle)
+dma_alloc_coherent(&device->dev, size, handle, GFP_ATOMIC)

@@
expression device, size, handle, address;
@@
-pci_free_consistent(device, size, address, handle)
+dma_free_coherent(&device->dev, size, address, handle)

@@
expression device, address, size, direction;
@@
-pci_map_single(device, address, size, direction)
+dma_map_single(&device->dev, address, size, direction)

@@
expression device, handle, size, direction;
@@
-pci_unmap_single(device, handle, size, direction)
+dma_unmap_single(&device->dev, handle, size, direction)

@@
expression device, pages, offset, size, direction;
@@
-pci_map_page(device, pages, offset, size, direction)
+dma_map_page(&device->dev, pages, offset, size, direction)

@@
expression device, handle, size, direction;
@@
-pci_unmap_page(device, handle, size, direction)
+dma_unmap_page(&device->dev, handle, size, direction)

@@
expression device, list, count, direction;
@@
-pci_map_sg(device, list, count, direction)
+dma_map_sg(&device->dev, list, count, direction)

@@
expression device, list, count, direction;
@@
-pci_unmap_sg(device, list, count, direction)
+dma_unmap_sg(&device->dev, list, count, direction)

@@
expression device, handle, size, direction;
@@
-pci_dma_sync_single_for_cpu(device, handle, size, direction)
+dma_sync_single_for_cpu(&device->dev, handle, size, direction)

@@
expression device, handle, size, direction;
@@
-pci_dma_sync_single_for_device(device, handle, size, direction)
+dma_sync_single_for_device(&device->dev, handle, size, direction)

@@
expression device, handle;
@@
-pci_dma_mapping_error(device, handle)
+dma_mapping_error(&device->dev, handle)

@@
expression device, size, handle;
@@
-pci_zalloc_consistent(device, size, handle)
+dma_alloc_coherent(&device->dev, size, handle, GFP_ATOMIC | __GFP_ZERO)

@@
@@
-PCI_DMA_TODEVICE
+DMA_TO_DEVICE

@@
@@
-PCI_DMA_FROMDEVICE
+DMA_FROM_DEVICE

@@
@@
-PCI_DMA_BIDIRECTIONAL
+DMA_BIDIRECTIONAL

@@
@@
-PCI_DMA_NONE
+DMA_NONE
