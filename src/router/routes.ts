import type { RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name in `nav`. */
    title?: string
    /** Seen without signing in, outside the shell. */
    public?: boolean
    /** About the whole installation: for platform administrators. */
    platform?: boolean
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'root', component: () => import('@/views/NotFoundView.vue') }, // always redirected
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('@/views/SignInView.vue'),
    meta: { title: 'signIn', public: true },
  },
  {
    path: '/setup',
    name: 'setup',
    component: () => import('@/views/SetupView.vue'),
    meta: { title: 'setup', public: true },
  },
  {
    path: '/overview',
    name: 'overview',
    component: () => import('@/views/OverviewView.vue'),
    meta: { title: 'overview', platform: true },
  },
  {
    path: '/companies',
    name: 'companies',
    component: () => import('@/views/CompaniesView.vue'),
    meta: { title: 'companies', platform: true },
  },
  {
    path: '/companies/new',
    name: 'company-new',
    component: () => import('@/views/CompanyNewView.vue'),
    meta: { title: 'companyNew', platform: true },
  },
  {
    path: '/health',
    name: 'health',
    component: () => import('@/views/HealthView.vue'),
    meta: { title: 'health', platform: true },
  },
  {
    path: '/people',
    name: 'people',
    component: () => import('@/views/PeopleView.vue'),
    meta: { title: 'people', platform: true },
  },
  {
    path: '/audit',
    name: 'audit',
    component: () => import('@/views/AuditView.vue'),
    meta: { title: 'audit', platform: true },
  },
  {
    path: '/c/:companyId',
    children: [
      { path: '', name: 'home', component: () => import('@/views/HomeView.vue'), meta: { title: 'home' } },
      { path: 'try', name: 'try', component: () => import('@/views/TryView.vue'), meta: { title: 'try' } },
      {
        path: 'knowledge',
        name: 'knowledge',
        component: () => import('@/views/KnowledgeView.vue'),
        meta: { title: 'knowledge' },
      },
      {
        path: 'conversations/:userId?',
        name: 'conversations',
        component: () => import('@/views/ConversationsView.vue'),
        meta: { title: 'conversations' },
      },
      {
        path: 'appointments',
        name: 'appointments',
        component: () => import('@/views/AppointmentsView.vue'),
        meta: { title: 'appointments' },
      },
      { path: 'agents', name: 'agents', component: () => import('@/views/AgentsView.vue'), meta: { title: 'agents' } },
      {
        path: 'agents/:agent',
        name: 'prompt',
        component: () => import('@/views/PromptView.vue'),
        meta: { title: 'prompt' },
      },
      {
        path: 'integrations',
        name: 'integrations',
        component: () => import('@/views/IntegrationsView.vue'),
        meta: { title: 'integrations' },
      },
      {
        path: 'settings',
        name: 'settings',
        component: () => import('@/views/SettingsView.vue'),
        meta: { title: 'settings' },
      },
    ],
  },
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('@/views/NotFoundView.vue'),
    meta: { title: 'notFound' },
  },
]
