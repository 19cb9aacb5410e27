import routeTree from './routes.json'

/** Whether there is a page at an address, as routes.json writes it: nothing leads to what is not built. */
export const isBuilt = (path: string): boolean =>
  routeTree.some((entry) => {
    const children: { path: string }[] = 'children' in entry ? (entry.children ?? []) : []
    return entry.path === path || children.some((child) => `${entry.path}/${child.path}` === path)
  })
