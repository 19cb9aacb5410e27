export const applicationsText = {
  title: 'Applications',
  description: 'What people of this realm sign in to. Each application brings roles of its own, which groups can give.',
  search: 'Search applications',
  empty: {
    title: 'No application yet',
    text: 'An application is something people sign in to, such as a wiki or a payroll system. It brings roles of its own.',
  },
  columns: { clientId: 'Client id', description: 'Description', created: 'Created' },
  disabled: 'Disabled',
  facts: {
    clientId: 'Client id',
    id: 'Id',
    created: 'Created',
    status: 'Status',
    enabled: 'Enabled',
    disabled: 'Disabled: nobody can sign in to it',
  },
  roles: {
    title: 'Roles',
    text: 'What people may do in this application. Give them to groups, and everyone in these holds them.',
    none: 'This application has no roles.',
    search: 'Search its roles',
    role: 'Role',
    description: 'Description',
  },
}
