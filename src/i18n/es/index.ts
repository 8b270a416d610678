import admin from './admin.json'
import findings from './findings.json'
import integrations from './integrations.json'
import shell from './shell.json'
import team from './team.json'
import work from './work.json'

export default { ...shell, ...work, ...admin, ...team, ...integrations, ...findings }
