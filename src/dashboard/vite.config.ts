import { defineConfig } from 'vite';

// Assets are named by their content, so that the server can let browsers keep them.
export default defineConfig({
  base: './',
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 2000 },
});
